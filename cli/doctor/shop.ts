import type { Context } from './context.ts';
import { Trouble } from './trouble.ts';

/** What responds at `url`: the shop, identified by its /status, another program, or nothing. */
export async function whoAnswers(
  { door }: Pick<Context, 'door'>,
  url: string,
): Promise<'shop' | 'other' | 'nobody'> {
  try {
    const { status, json } = await door.ask(`${url}/status`);
    const isShop = typeof json === 'object' && json !== null && 'theme' in json;
    return (status === 200 || status === 503) && isShop ? 'shop' : 'other';
  } catch (error) {
    if (error instanceof Trouble) return 'nobody';
    throw error;
  }
}
