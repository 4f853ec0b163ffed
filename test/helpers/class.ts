import { Visitor } from './visitor.ts';
import type { RunningCli } from './cli.ts';

/** What `multidemo class --json` prints. */
export interface ClassFacts {
  url: string;
  join: string;
  code: string;
  trainerCode?: string;
  seats: { name: string; shop: string; org: string }[];
}

export async function factsOf(cli: RunningCli): Promise<ClassFacts> {
  await cli.until(/\n\}\n$/);
  return JSON.parse(cli.stdout()) as ClassFacts;
}

/** A browser at the pages of a class. */
export class Attendee extends Visitor {
  readonly #url: string;

  constructor(url: string) {
    super();
    this.#url = url;
  }

  async page(path = '/'): Promise<string> {
    return (await this.fetch(this.#url + path)).text();
  }

  /** Sends a form of this page. */
  async send(path: string, form: Record<string, string> = {}, from = '/'): Promise<Response> {
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(await this.page(from))?.[1] ?? '';
    return this.post(this.#url + path, { _csrf, ...form });
  }

  join(person: string, code: string): Promise<Response> {
    return this.send('/join', { person, code });
  }

  /** A row of the trainer's board: its state, and its text. */
  async row(seat: number): Promise<{ state: string; text: string }> {
    const [, state = '', html = ''] =
      new RegExp(`<tr data-seat="${seat}" data-state="(\\w+)"[^>]*>([\\s\\S]*?)</tr>`).exec(
        await this.page('/board'),
      ) ?? [];
    return { state, text: html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') };
  }
}
