import type { Command } from 'commander';
import type { ServeOptions } from '../commands/serve.ts';
import type { CheckOptions } from '../commands/theme/check.ts';
import type { ListOptions } from '../commands/theme/list.ts';
import type { NewOptions } from '../commands/theme/new.ts';
import type { PackOptions } from '../commands/theme/pack.ts';
import type { Io } from '../io.ts';
import { host, json, parsePort, port } from './values.ts';

/** `theme` and its own commands. @param end called with the exit status of a command that sets its own */
export function declareTheme(program: Command, io: Io, end: (status: number) => void): void {
  const theme = program.command('theme').description('create, check and preview themes');
  theme
    .command('new <name>')
    .description('create a theme; asks for anything you don’t pass as an option')
    .option('--label <text>', 'short name of the theme (default: its name)')
    .option(
      '--trade <trade>',
      'catalog and wording for retail, bank, software, insurance, travel or public-service',
    )
    .option('--site-title <text>', 'shop title')
    .option('--items-title <text>', 'heading for the products page')
    .option('--items-label <text>', 'word for the products in a sentence')
    .option('--action <word>', 'order button label')
    .option('--hero-text <text>', 'sentence for the home page')
    .option('--currency <code>', 'ISO 4217 code, e.g. EUR')
    .option('--color <#rrggbb>', 'primary color (default: from the logo)')
    .option('--logo <file>', 'logo image')
    .option('--from <theme>', 'copy catalog and pictures from this theme')
    .option('--folder <path>', 'where to create it (default: themes/<name>)')
    .option('-y, --yes', 'do not ask; use defaults for missing options')
    .option('--force', 'overwrite existing files')
    .option(...json)
    .action(async (name: string, options: NewOptions) =>
      (await import('../commands/theme/new.ts')).newTheme(name, options, io),
    );
  theme
    .command('list')
    .description('list the themes available by name')
    .option(...json)
    .action(async (options: ListOptions) =>
      (await import('../commands/theme/list.ts')).listThemes(options, io),
    );
  theme
    .command('check <theme>')
    .description('list all problems in a theme (name, folder or URL)')
    .option(...json)
    .action(async (name: string, options: CheckOptions) =>
      end(await (await import('../commands/theme/check.ts')).checkTheme(name, options, io)),
    );
  theme
    .command('preview <theme>')
    .description('serve the shop with a theme and reload on every change')
    .option('-p, --port <number>', 'shop port (default: 5000)', parsePort)
    .option(...port.org)
    .option(...port.sample)
    .option(...port.assistant)
    .option(...port.outside)
    .option(...host)
    .option('-o, --open', 'open the shop in the browser')
    .option(...json)
    .action(async (name: string, options: ServeOptions) =>
      (await import('../commands/theme/preview.ts')).previewTheme(name, options, io),
    );
  theme
    .command('pack <theme>')
    .description('export a theme as a folder for a static host')
    .option('--out <folder>', 'output folder (default: <name>-packed)')
    .option('--force', 'replace the existing folder')
    .option(...json)
    .action(async (name: string, options: PackOptions) =>
      (await import('../commands/theme/pack.ts')).packTheme(name, options, io),
    );
}
