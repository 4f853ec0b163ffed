import type { PreviewRequest, TokenPreview } from '../../oauth/token-preview.ts';
import type { Decision } from '../../org/log/decisions.ts';
import type { ConsoleApi } from './api.ts';
import type { Values } from './values.ts';

/** Who looks at a screen, at what, and how it asks the org. */
export interface View {
  readonly api: ConsoleApi;
  readonly orgUrl: string;
  /** The org's time, ISO 8601. */
  readonly now: string;
  readonly query: URLSearchParams;
  /** The part of the path that the screen's pattern calls by that name. */
  readonly param: (name: string) => string;
  /**
   * The policies and rules considered in a request, by its transaction in the System Log. Okta's API has no such operation,
   * nor the next: a screen asks only after the API has shown what they are about.
   */
  readonly decisionsOf: (transactionId: string) => readonly Decision[];
  readonly previewTokens: (request: PreviewRequest) => TokenPreview;
}

/** What a table or a list of facts shows in one place. */
export interface Cell {
  readonly text: string;
  readonly href?: string;
  /** A second line in small type. */
  readonly note?: string;
  readonly tone?: 'good' | 'warning' | 'bad' | 'quiet';
  readonly kind?: 'code' | 'time';
}
export type CellValue = Cell | string | undefined;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?:
    | 'text'
    | 'email'
    | 'password'
    | 'number'
    | 'color'
    | 'file'
    | 'area'
    | 'lines'
    | 'code'
    | 'json'
    | 'flag'
    | 'select'
    | 'choices';
  /** What it holds at first: lines and choices are lists, a flag is true or false. */
  readonly value?: unknown;
  /** What is set is offered as well. */
  readonly choices?: readonly Choice[];
  readonly hint?: string;
  readonly required?: boolean;
  /** Its path in the API's errors, or a part of it, such as `events.items` (default: its name). */
  readonly at?: (values: Values) => string;
  /** What the user can search for, if there may be thousands: for choices and lines. */
  readonly find?: 'people' | 'groups';
}

/** What an action has done: said on the page that follows. */
export interface Outcome {
  readonly message: string;
  /** The path of the page that follows; the same when absent. */
  readonly to?: string;
  /** A secret that the org shows only now. */
  readonly secret?: { readonly label: string; readonly value: string };
}

/** A change: a button, perhaps with a form or a question, and calls of the API. */
export interface Action<T> {
  /** Its name in the address of the form. */
  readonly do: string;
  readonly label: string;
  readonly tone?: 'primary' | 'danger';
  /** Asked before it is done. */
  readonly confirm?: string;
  readonly fields?: (loaded: T, view: View) => readonly Field[] | Promise<readonly Field[]>;
  /** `page` (the default): a button next to the title. `block`: shown where a form or table block names it. */
  readonly where?: 'page' | 'block';
  /** Whether it can be done now; always when absent. */
  readonly when?: (loaded: T, view: View) => boolean;
  /** Whether to refuse the form if the loaded data has changed since the page was opened. */
  readonly guarded?: boolean;
  readonly run: (values: Values, loaded: T, view: View) => Promise<Outcome>;
}

/** A button in a row that does one of the screen's actions with values of the row. */
export interface RowButton {
  readonly do: string;
  readonly label: string;
  readonly values: Readonly<Record<string, string>>;
  readonly tone?: 'danger';
  readonly confirm?: string;
}

export interface Row {
  /** The ID of its JSON, which lets the page keep it open. */
  readonly id?: string;
  readonly cells: readonly CellValue[];
  readonly buttons?: readonly RowButton[];
  /** JSON that opens under the row. */
  readonly json?: unknown;
}

interface Filter {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
}

interface TableBlock {
  readonly kind: 'table';
  readonly title?: string;
  readonly lead?: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The text if there are no rows, with what to do. */
  readonly empty: string;
  readonly search?: { readonly value: string; readonly label: string; readonly isWide?: boolean };
  readonly filters?: readonly Filter[];
  /** The query of the next page. */
  readonly next?: string | undefined;
  /** Names of actions whose buttons stand above the table. */
  readonly actions?: readonly string[];
  /** Seconds after which the rows are loaded again. */
  readonly live?: number;
}

/** Rules in their order, which buttons, keys and dragging change; `do` gets the values `id` and `priority`. */
interface OrderBlock {
  readonly kind: 'order';
  readonly title?: string;
  readonly lead?: string;
  readonly do: string;
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly priority: number;
    readonly href?: string;
    readonly facts: readonly string[];
    readonly status?: string;
    /** Stays last, as the default rule does. */
    readonly isFixed?: boolean;
  }[];
  readonly empty: string;
  readonly actions?: readonly string[];
}

export type Block =
  | TableBlock
  | OrderBlock
  | {
      readonly kind: 'facts';
      readonly title?: string;
      readonly facts: readonly (readonly [string, CellValue])[];
    }
  /** The form of an action, open on the page. */
  | { readonly kind: 'form'; readonly title?: string; readonly lead?: string; readonly do: string }
  /** A form that asks and changes nothing: what it holds is in the address. */
  | {
      readonly kind: 'query';
      readonly title?: string;
      readonly lead?: string;
      readonly label: string;
      readonly fields: readonly Field[];
    }
  | { readonly kind: 'json'; readonly title: string; readonly value: unknown }
  | { readonly kind: 'notice'; readonly message: string }
  /** A picture, or a note that there is none. */
  | {
      readonly kind: 'picture';
      readonly title: string;
      readonly address: string;
      readonly actions: readonly string[];
    };

export interface Tab {
  readonly name: string;
  readonly title: string;
  /** Where it leads, if not to the same page with `?tab=`. */
  readonly href?: string;
}

/** What a page shows. */
export interface PageModel {
  readonly title: string;
  readonly badge?: Cell | undefined;
  readonly lead?: string;
  /** Links above the title. */
  readonly crumbs?: readonly Choice[];
  readonly tabs?: readonly Tab[];
  readonly tab?: string;
  readonly blocks: readonly Block[];
}

/** A page of the console: what it loads of the API, how it shows that, and what can be done there. */
export interface Screen<T = unknown> {
  /** Such as `/admin/group/:groupId`. */
  readonly path: string;
  /** The path of the menu's item that it belongs to; its own when absent. */
  readonly menu?: string;
  readonly load: (view: View) => Promise<T>;
  readonly page: (loaded: T, view: View) => PageModel | Promise<PageModel>;
  readonly actions?: readonly Action<T>[];
}

/** Lets screens of different resources share one table; each is only ever given what it has loaded itself. */
export const screen = <T>(definition: Screen<T>): Screen => definition as unknown as Screen;
