import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { Shell } from '../program/values.ts';
import { createOutput } from '../terminal/output.ts';

/** Each script asks the command itself, so that it never completes what is not there. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `_multidemo() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(multidemo complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _multidemo multidemo`,
  zsh: `#compdef multidemo
_multidemo() {
  local -a found
  found=("\${(@f)$(multidemo complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n $found ]] && compadd -a found || _files
}
compdef _multidemo multidemo`,
  fish: `complete -c multidemo -f -a '(multidemo complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
  powershell: `Register-ArgumentCompleter -Native -CommandName multidemo -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  multidemo complete '--' @words 2>$null | Where-Object { $_ -like "$word*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`,
};

/** Prints a shell's script for completion. */
export function printCompletion(shell: Shell, io: Io): void {
  createOutput(io).line(scripts[shell]);
}

/**
 * What can follow: subcommands, the options of the command, or an option's values.
 * @param words the words after `multidemo`; the last is being typed
 */
export function completions(program: Command, words: readonly string[]): string[] {
  const typed = (words.at(-1) ?? '').replace(/^""$/, '');
  let command = program;
  for (const word of words.slice(0, -1))
    command = command.commands.find((one) => one.name() === word) ?? command;
  const before = words.at(-2) ?? '';
  const previous = command.options.find(({ long, short }) => before === long || before === short);
  // The value of an option is the user's, unless it is a choice.
  const wantsValue = previous !== undefined && (previous.required || previous.optional);
  const found = wantsValue
    ? (previous.argChoices ?? [])
    : [
        ...command.commands.filter((one) => !isHidden(one)).map((one) => one.name()),
        ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
        ...(typed.startsWith('-')
          ? command.options.flatMap(({ long, hidden }) => (hidden ? [] : (long ?? [])))
          : []),
      ];
  return found.filter((one) => one.startsWith(typed));
}

const isHidden = (command: Command): boolean => command.name() === 'complete';
