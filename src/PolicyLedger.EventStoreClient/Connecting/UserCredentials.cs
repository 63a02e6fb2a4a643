using System.Text;

namespace EventStore.Client;

/// <summary>Who asks. Sent over TLS only.</summary>
public class UserCredentials
{
    private readonly string header;

    public UserCredentials(string username, string password)
    {
        Username = username;
        Password = password;
        header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
    }

    public UserCredentials(string bearerToken) => header = "Bearer " + bearerToken;

    /// <summary>Null with a bearer token.</summary>
    public string? Username { get; }

    /// <summary>Null with a bearer token.</summary>
    public string? Password { get; }

    /// <summary>The value of the authorization header: secret.</summary>
    public override string ToString() => header;

    public static implicit operator string(UserCredentials self) => self.ToString();
}
