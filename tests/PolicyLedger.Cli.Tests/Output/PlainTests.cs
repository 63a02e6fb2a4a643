using PolicyLedger.Cli.Output;
using PolicyLedger.Server.Answers;
using Xunit;

namespace PolicyLedger.Cli.Tests.Output;

public sealed class PlainTests
{
    [Theory]
    [InlineData("Füchse, 狐 and 🦊", "Füchse, 狐 and 🦊")]
    [InlineData("a\u001b[2Jb\r\nc\u009bd", "a [2Jb  c d")]
    [InlineData("law\u202etfard\u202c \u2066x\u2069", "law tfard   x ")]
    [InlineData("a\u2028b\u200fc", "a b c")]
    public void A_line_cannot_trick_a_terminal(string text, string line) => Assert.Equal(line, Plain.Line(text));
}
