using System.CommandLine;

namespace PolicyLedger.Cli.Shell;

/// <summary><c>completion</c>: scripts that ask the program itself, by System.CommandLine's <c>[suggest]</c>, what can stand next.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # policyledger completion for bash. Put this into ~/.bashrc:  source <(policyledger completion bash)
        _policyledger() {
            local word="${COMP_LINE:0:COMP_POINT}"
            word="${word##*[[:space:]]}"
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$(policyledger "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${word}") )
            # A colon ends a word for bash: of migration:asylum it wants only what follows the colon.
            if [[ "${word}" == *:* && "${COMP_WORDBREAKS}" == *:* ]]; then
                local before="${word%"${word##*:}"}"
                COMPREPLY=( "${COMPREPLY[@]#"${before}"}" )
            fi
        }
        complete -o default -F _policyledger policyledger
        """;

    private const string Zsh = """
        #compdef policyledger
        # policyledger completion for zsh. Put this into ~/.zshrc:  source <(policyledger completion zsh)
        _policyledger() {
            local -a candidates
            candidates=("${(@f)$(policyledger "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
            [[ -n "${candidates[1]}" ]] && compadd -- "${candidates[@]}" || _files
        }
        compdef _policyledger policyledger
        """;

    private const string Fish = """
        # policyledger completion for fish. Run:  policyledger completion fish > ~/.config/fish/completions/policyledger.fish
        function __policyledger_complete
            set -l line (commandline -cp)
            set -l word (commandline -ct)
            set -l words (policyledger "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -r -- "^"(string escape --style=regex -- "$word")".*")
            # Options are offered once their hyphen stands there, and files where there is nothing else to offer.
            string match -q -- "-*" "$word"; or set words (string match -v -- "-*" $words)
            if test (count $words) -gt 0
                printf "%s\n" $words
            else
                __fish_complete_path "$word"
            end
        end
        complete -c policyledger -f -a "(__policyledger_complete)"
        """;

    private const string PowerShell = """
        # policyledger completion for PowerShell. Put this into $PROFILE:  policyledger completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName policyledger -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString().PadRight($cursorPosition)
            policyledger "[suggest:$cursorPosition]" "$line" 2>$null |
                Where-Object { $_ -like "$wordToComplete*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Verb Create(Workplace place)
    {
        var shell = new Argument<string>("shell") { HelpName = "bash|zsh|fish|pwsh", Description = "Which shell." };
        shell.CompletionSources.Add("bash", "zsh", "fish", "pwsh");
        return new Verb(place, "completion", "A completion script for your shell.", "completion bash >> ~/.bashrc", "completion pwsh | Out-String | Invoke-Expression")
        {
            shell,
        }.Does(call =>
        {
            call.Out.WriteLine((call.Get(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                "pwsh" => PowerShell,
                var other => throw new RefusedException(Refusal.Invalid("shell", other, "one of bash, zsh, fish, pwsh")),
            }).ReplaceLineEndings("\n"));
            return Task.FromResult(ExitCode.Ok);
        });
    }
}
