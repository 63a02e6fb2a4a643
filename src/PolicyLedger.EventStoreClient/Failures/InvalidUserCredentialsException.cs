namespace EventStore.Client;

/// <summary>What stands before <c>@</c> is not <c>user:password</c>. The message does not repeat it: it may hold a password.</summary>
public class InvalidUserCredentialsException(string userInfo)
    : ConnectionStringParseException(
        $"Connection string: the credentials before '@' hold {userInfo.Count(':'.Equals)} colons and must hold one, between user and password.");
