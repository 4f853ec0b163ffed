import { notEmpty } from '../../init/answers.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as App from '../../../app/index.ts';
import type { NewTheme } from '../../../app/index.ts';
import { Stopped, UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { outFolder } from '../../out.ts';
import { pathFrom, reservedByWindows } from '../../read-text.ts';
import { asUserError, loadForCommand } from '../../run/load-theme.ts';
import { askOne, askText, canAsk, confirm } from '../../terminal/prompt.ts';
import { createOutput } from '../../terminal/output.ts';

export interface NewOptions {
  label?: string;
  trade?: string;
  yes?: boolean;
  siteTitle?: string;
  itemsTitle?: string;
  itemsLabel?: string;
  action?: string;
  heroText?: string;
  currency?: string;
  color?: string;
  logo?: string;
  from?: string;
  folder?: string;
  force?: boolean;
  json?: boolean;
}

/**
 * Creates a theme that is ready to use. Asks for missing options, or derives them from the name without a
 * terminal.
 */
export async function newTheme(name: string, options: NewOptions, io: Io): Promise<void> {
  const app = await import('../../../app/index.ts');
  const output = createOutput(io);
  if (!/^[a-z\d][a-z\d-]{0,40}$/.test(name))
    throw new UserError(
      `"${name}" is not a valid theme name.`,
      'Use lowercase letters, digits and hyphens, such as acme-store.',
    );
  if (reservedByWindows.test(name))
    throw new UserError(`Windows reserves the name "${name}".`, `Choose another, e.g. ${name}-store.`);
  const folder =
    options.folder === undefined
      ? join(io.cwd, 'themes', name)
      : await outFolder(io.cwd, options.folder, '--folder');
  await refuseToOverwrite(folder, options, await app.filesInTheWay(folder), io);
  const from = options.from === undefined ? undefined : await loadForCommand(options.from, io);
  const wish = await completeWish({ folder, name, ...(from && { from }) }, options, app, io);
  const files = await app.createTheme(wish).catch(async (error: unknown) => {
    throw await asUserError(error);
  });
  if (options.json) {
    output.json({ name, folder, files });
    return;
  }
  output.line(`${output.paint.strong(wish.siteTitle)} · ${files.length} files in ${folder}`);
  output.line();
  output.line(`  ${output.paint.quiet('Preview it ')} multidemo theme preview ${options.folder ?? name}`);
  output.line(
    `  ${output.paint.quiet('Edit       ')} config.json (words and color), data.json (items), bg.jpg, icon.png`,
  );
  output.line(`  ${output.paint.quiet('Use it     ')} multidemo serve --theme ${options.folder ?? name}`);
}

async function refuseToOverwrite(
  folder: string,
  { force = false, yes = false }: NewOptions,
  files: readonly string[],
  io: Io,
): Promise<void> {
  if (files.length === 0) return;
  const shown = [...files.slice(0, 6), ...(files.length > 6 ? [`and ${files.length - 6} more`] : [])].join(
    ', ',
  );
  if (!force)
    throw new UserError(
      `${folder} already exists: ${shown}.`,
      'Choose another name, or overwrite with --force.',
    );
  if (!yes && canAsk(io) && !(await confirm(io, `Overwrite in ${folder}: ${shown}?`, destructive)))
    throw new Stopped('Stopped. Nothing was changed.');
}

const destructive = { unattended: true, preset: false };

type Begun = Pick<NewTheme, 'folder' | 'name' | 'from'>;

async function completeWish(
  begun: Begun,
  options: NewOptions,
  { trades, tradeNames }: Pick<typeof App, 'trades' | 'tradeNames'>,
  io: Io,
): Promise<NewTheme> {
  const { from } = begun;
  const ask = (message: string, preset: string, check: (text: string) => true | string): Promise<string> =>
    options.yes ? Promise.resolve(preset) : askText(io, message, preset, check);
  const said = begun.name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  const named = tradeNames.find((one) => one === options.trade);
  if (options.trade !== undefined && named === undefined)
    throw new UserError(`--trade ${options.trade}: unknown trade.`, `One of ${tradeNames.join(', ')}.`, {
      code: 'invalid_answer',
    });
  const siteTitle = options.siteTitle ?? (await ask('Shop title', options.label ?? said, notEmpty));
  const trade =
    named ??
    (from || options.yes || !canAsk(io)
      ? 'retail'
      : await askOne(
          io,
          'Trade (determines the catalog and wording)',
          tradeNames.map((value) => ({ value, name: trades[value].name })),
          'retail',
        ));
  const words = trades[trade];
  const itemsTitle =
    options.itemsTitle ??
    (await ask('Heading for the products', from?.itemsTitle ?? words.itemsTitle, notEmpty));
  const itemsTitleLabel =
    options.itemsLabel ??
    (await ask(
      'Word for the products in a sentence',
      from?.itemsTitleLabel ?? itemsTitle.toLowerCase(),
      notEmpty,
    ));
  const actionTitle =
    options.action ?? (await ask('Order button label', from?.actionTitle ?? words.actionTitle, notEmpty));
  const logo = options.logo ?? (await ask('Logo file (optional)', '', fileOrEmpty(io.cwd)));
  const color =
    options.color ??
    (await ask(
      logo === '' ? 'Primary color, such as #1f6f54 (optional)' : 'Primary color (default: from the logo)',
      '',
      colorOrEmpty,
    ));
  const wrong = colorOrEmpty(color);
  if (wrong !== true)
    throw new UserError(
      `--color ${color} is invalid.`,
      [wrong, 'In a shell, leave out the #: --color 1f6f54.'],
      {
        code: 'invalid_answer',
      },
    );
  return {
    ...begun,
    ...(options.label !== undefined && { label: options.label }),
    ...((named ?? !from) && { trade }),
    siteTitle,
    itemsTitle,
    itemsTitleLabel,
    actionTitle,
    ...(options.heroText !== undefined && { heroText: options.heroText }),
    ...(options.currency !== undefined && { currency: options.currency }),
    ...(color !== '' && { primary: `#${color.replace('#', '').toLowerCase()}` }),
    ...(logo !== '' && { logo: pathFrom(io.cwd, logo) }),
  };
}

const colorOrEmpty = (text: string): true | string =>
  /^(#?[\da-f]{6})?$/i.test(text) || 'It must be # followed by six hexadecimal digits, such as #1f6f54.';
const fileOrEmpty =
  (cwd: string) =>
  (text: string): true | string =>
    text === '' || existsSync(pathFrom(cwd, text)) || 'File not found.';
