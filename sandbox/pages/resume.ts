import type { Context } from 'koa';
import type { Interaction } from '../oauth/index.ts';

/** Sends the browser back to where the authorization request waits. */
export async function resume(ctx: Context, interaction: Interaction): Promise<void> {
  // The session may be a new one now: what the interaction remembers of the former does not bind it.
  delete (interaction as { session?: unknown }).session;
  await interaction.persist();
  ctx.status = 303;
  ctx.redirect(interaction.returnTo);
}
