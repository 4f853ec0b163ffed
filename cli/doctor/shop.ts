import type { Context } from './context.ts';
import { Trouble } from './trouble.ts';

/** Whether this shop answers at `url`: its /status says what no other program does. */
export async function shopAnswers({ door }: Pick<Context, 'door'>, url: string): Promise<boolean> {
  try {
    const { status, json } = await door.ask(`${url}/status`);
    return (status === 200 || status === 503) && typeof json === 'object' && json !== null && 'theme' in json;
  } catch (error) {
    if (error instanceof Trouble) return false;
    throw error;
  }
}
