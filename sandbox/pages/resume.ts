import type { Context } from 'koa';
import type { Interaction } from '../oauth/index.ts';

/** Sends the browser back to where the authorization request waits. */
export async function resume(ctx: Context, interaction: Interaction): Promise<void> {
  // The session may be new by now; the interaction must not be bound to the previous one.
  delete (interaction as { session?: unknown }).session;
  await interaction.persist();
  ctx.status = 303;
  ctx.redirect(interaction.returnTo);
}
