using EventStore.Client;
using Xunit;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>Connection strings that cannot be used.</summary>
public sealed class ConnectionStringFaultTests
{
    [Theory]
    [InlineData("localhost:2113", typeof(NoSchemeException), "esdb://")]
    [InlineData("", typeof(NoSchemeException), "esdb://")]
    [InlineData("http://localhost", typeof(InvalidSchemeException), "'http'")]
    [InlineData("ESDB://localhost", typeof(InvalidSchemeException), "'ESDB'")]
    [InlineData("esdb://", typeof(InvalidHostException), "''")]
    [InlineData("esdb://a,", typeof(InvalidHostException), "''")]
    [InlineData("esdb://a:b", typeof(InvalidHostException), "'a:b'")]
    [InlineData("esdb://a:0", typeof(InvalidHostException), "'a:0'")]
    [InlineData("esdb://a:65536", typeof(InvalidHostException), "'a:65536'")]
    [InlineData("esdb://a:1:2", typeof(InvalidHostException), "'a:1:2'")]
    [InlineData("esdb://[::1]:2113", typeof(InvalidHostException), "'[::1]:2113'")]
    [InlineData("esdb://a b", typeof(InvalidHostException), "'a b'")]
    [InlineData("esdb://ann@a", typeof(InvalidUserCredentialsException), "0 colons")]
    [InlineData("esdb://a/path", typeof(ConnectionStringParseException), "'/path'")]
    [InlineData("esdb://a?", typeof(InvalidKeyValuePairException), "''")]
    [InlineData("esdb://a?tls", typeof(InvalidKeyValuePairException), "'tls'")]
    [InlineData("esdb://a?tls=true=false", typeof(InvalidKeyValuePairException), "'tls=true=false'")]
    [InlineData("esdb://a?tls=true&", typeof(InvalidKeyValuePairException), "''")]
    [InlineData("esdb://a?tls=true&Tls=false", typeof(DuplicateKeyException), "'Tls'")]
    [InlineData("esdb://a?colour=red", typeof(InvalidSettingException), "'colour' (with the value 'red')")]
    [InlineData("esdb://a?tls=yes", typeof(InvalidSettingException), "tls is 'yes'")]
    [InlineData("esdb://a?tlsVerifyCert=0", typeof(InvalidSettingException), "tlsVerifyCert is '0'")]
    [InlineData("esdb://a?throwOnAppendFailure=", typeof(InvalidSettingException), "throwOnAppendFailure is ''")]
    [InlineData("esdb://a?nodePreference=master", typeof(InvalidSettingException), "nodePreference is 'master'")]
    [InlineData("esdb://a?maxDiscoverAttempts=0", typeof(InvalidSettingException), "maxDiscoverAttempts is '0'")]
    [InlineData("esdb://a?maxDiscoverAttempts=ten", typeof(InvalidSettingException), "maxDiscoverAttempts is 'ten'")]
    [InlineData("esdb://a?discoveryInterval=-1", typeof(InvalidSettingException), "discoveryInterval is '-1'")]
    [InlineData("esdb://a?gossipTimeout=0", typeof(InvalidSettingException), "gossipTimeout is '0'")]
    [InlineData("esdb://a?keepAliveInterval=-2", typeof(InvalidSettingException), "keepAliveInterval is '-2'")]
    [InlineData("esdb://a?keepAliveTimeout=1.5", typeof(InvalidSettingException), "keepAliveTimeout is '1.5'")]
    [InlineData("esdb://a?defaultDeadline=99999999999", typeof(InvalidSettingException), "defaultDeadline is '99999999999'")]
    [InlineData("esdb://a?tlsCaFile=missing.pem", typeof(InvalidClientCertificateException), "tlsCaFile 'missing.pem'")]
    [InlineData("esdb://a?userCertFile=missing.pem", typeof(InvalidClientCertificateException), "'missing.pem' stands alone")]
    [InlineData("esdb://a?userKeyFile=missing.key", typeof(InvalidClientCertificateException), "'missing.key' stands alone")]
    [InlineData("esdb://a?userCertFile=missing.pem&userKeyFile=missing.key", typeof(InvalidClientCertificateException), "userCertFile 'missing.pem'")]
    public void What_cannot_be_used_is_named(string text, Type exception, string named)
    {
        var thrown = Assert.ThrowsAny<ConnectionStringParseException>(() => EventStoreClientSettings.Create(text));

        Assert.Equal(exception, thrown.GetType());
        Assert.Contains(named, thrown.Message);
    }

    [Theory]
    [InlineData("esdb://ann:top:secret@a")]
    [InlineData("esdb://ann:top@secret@b:x")]
    [InlineData("esdb://secret@a")]
    [InlineData("esdb://ann:x@secret/top@a")]
    public void A_password_is_not_repeated(string text)
    {
        var thrown = Assert.ThrowsAny<ConnectionStringParseException>(() => EventStoreClientSettings.Create(text));

        Assert.DoesNotContain("secret", thrown.Message);
        Assert.DoesNotContain("top", thrown.Message);
    }
}
