import { z } from 'zod';
import type { InlineHooks } from '../org/hooks/inline-hooks.ts';
import type { InlineHook } from '../org/hooks/model.ts';
import type { User } from '../org/kernel/model.ts';
import type { Messages, Sms } from '../org/org/messages.ts';
import { userParty } from '../org/log/parties.ts';
import { type Asking, askInlineHook, type AskingOrg } from './inline-hooks.ts';

/** Why a code is sent, in the words of Okta's telephony hooks. */
export type TelephonyRequest = 'pre-enrollment' | 'mfa-verification' | 'account-unlock' | 'password-reset';

/** A text message that is to be delivered. */
export interface Delivery {
  readonly sms: Omit<Sms, 'id' | 'sent'>;
  readonly user: User;
  readonly expiresAt: string;
  readonly requestType: TelephonyRequest;
  readonly asking: Asking;
}

const actionSchema = z.object({
  type: z.literal('com.okta.telephony.action'),
  value: z.array(z.object({ status: z.enum(['SUCCESSFUL', 'PENDING', 'FAILED']) })).min(1),
});

interface TelephonyOrg extends AskingOrg {
  readonly messages: Messages;
  readonly inlineHooks: InlineHooks;
  afterCommit(work: () => void): void;
}

/**
 * Delivers text messages: through the org's telephony inline hook if there is one, and by the org itself when there is
 * none or it does not deliver.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/createTelephonyInlineHook
 */
export class Telephony {
  readonly #org: TelephonyOrg;
  readonly #running = new Set<Promise<void>>();

  constructor(org: TelephonyOrg) {
    this.#org = org;
  }

  /**
   * Deviation: the org does not wait for a telephony hook: the user who requested a code gets the response first, without
   * the hook's errors.
   */
  deliver(delivery: Delivery): void {
    const hook = this.#org.inlineHooks.activeOfType('com.okta.telephony.provider');
    if (hook === undefined) {
      this.#org.messages.send(delivery.sms);
      return;
    }
    // A code that the org does not store must not be sent to the service.
    this.#org.afterCommit(() => {
      const running = this.#byHook(hook, delivery).finally(() => this.#running.delete(running));
      this.#running.add(running);
    });
  }

  /** Resolves when every message that was given to a hook has been delivered one way or the other. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #byHook(hook: InlineHook, delivery: Delivery): Promise<void> {
    if (!(await this.#isDeliveredByHook(hook, delivery))) this.#org.messages.send(delivery.sms);
  }

  async #isDeliveredByHook(
    hook: InlineHook,
    { sms, user, expiresAt, requestType, asking }: Delivery,
  ): Promise<boolean> {
    const { firstName, lastName, login, locale } = user.profile;
    const asked = await askInlineHook(this.#org, hook, asking, {
      actor: userParty(user),
      requestType: `com.okta.user.telephony.${requestType}`,
      data: {
        userProfile: { firstName, lastName, login, userId: user.id },
        messageProfile: {
          msgTemplate: sms.text,
          phoneNumber: sms.to,
          otpExpires: expiresAt,
          deliveryChannel: 'SMS',
          otpCode: sms.code,
          locale: typeof locale === 'string' ? locale : 'EN-US',
        },
      },
    });
    if (asked.kind !== 'commands') return false;
    const [command] = asked.commands;
    const action = actionSchema.safeParse(command);
    if (!action.success) {
      asked.processed('The response has no com.okta.telephony.action with a valid status.');
      return false;
    }
    const isFailed = action.data.value[0]?.status === 'FAILED';
    asked.processed(isFailed ? 'The external service could not deliver the message.' : undefined);
    return !isFailed;
  }
}
