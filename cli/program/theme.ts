import type { Command } from 'commander';
import type { ServeOptions } from '../commands/serve.ts';
import type { CheckOptions } from '../commands/theme/check.ts';
import type { ListOptions } from '../commands/theme/list.ts';
import type { NewOptions } from '../commands/theme/new.ts';
import type { PackOptions } from '../commands/theme/pack.ts';
import type { Io } from '../io.ts';
import { host, json, parsePort, port } from './values.ts';

/** `theme` and its own commands. @param end told the exit status of a command that has one of its own */
export function declareTheme(program: Command, io: Io, end: (status: number) => void): void {
  const theme = program
    .command('theme')
    .description('make, check and try themes: the brand that the shop wears');
  theme
    .command('new <name>')
    .description('make a theme; what no option says is asked')
    .option('--site-title <text>', 'title of the shop')
    .option('--items-title <text>', 'heading of what it offers')
    .option('--items-label <text>', 'the same in a sentence')
    .option('--action <word>', 'word on the order button')
    .option('--hero-text <text>', 'sentence on the home page')
    .option('--currency <code>', 'ISO 4217 code, e.g. EUR')
    .option('--color <#rrggbb>', 'main colour (default: that of the logo)')
    .option('--logo <file>', 'picture of the logo')
    .option('--from <theme>', 'take catalogue and pictures of this theme')
    .option('--folder <path>', 'where to make it (default: themes/<name>)')
    .option('--force', 'overwrite what is there')
    .option(...json)
    .action(async (name: string, options: NewOptions) =>
      (await import('../commands/theme/new.ts')).newTheme(name, options, io),
    );
  theme
    .command('list')
    .description('list the themes that can be worn by name')
    .option(...json)
    .action(async (options: ListOptions) =>
      (await import('../commands/theme/list.ts')).listThemes(options, io),
    );
  theme
    .command('check <theme>')
    .description('name every problem of a theme: a name, a folder or a URL')
    .option(...json)
    .action(async (name: string, options: CheckOptions) =>
      end(await (await import('../commands/theme/check.ts')).checkTheme(name, options, io)),
    );
  theme
    .command('preview <theme>')
    .description('serve the shop in a theme, following each change of its files')
    .option('-p, --port <number>', 'port of the shop (default: 5000)', parsePort)
    .option(...port.org)
    .option(...port.sample)
    .option(...port.outside)
    .option(...host)
    .option('-o, --open', 'open the shop in the browser')
    .option(...json)
    .action(async (name: string, options: ServeOptions) =>
      (await import('../commands/theme/preview.ts')).previewTheme(name, options, io),
    );
  theme
    .command('pack <theme>')
    .description('write a theme as a folder for any static host')
    .option('--out <folder>', 'where to (default: <name>-packed)')
    .option('--force', 'replace what is there')
    .option(...json)
    .action(async (name: string, options: PackOptions) =>
      (await import('../commands/theme/pack.ts')).packTheme(name, options, io),
    );
}
