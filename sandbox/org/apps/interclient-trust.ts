import type { OrgContext } from '../kernel/context.ts';
import type { Dated } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

/** An app whose sign-in can be used to sign in to another app. */
export interface InterclientMapping extends Dated {
  readonly targetId: string;
  readonly allowedId: string;
  readonly lastUpdatedBy: string;
}

/**
 * Which apps trust which other apps' sign-ins (Native to Web SSO).
 * @see https://developer.okta.com/docs/guides/native-to-web-sso/main/
 */
export class InterclientTrust extends Shelf<InterclientMapping> {
  constructor(context: OrgContext) {
    super(context, 'interclientMappings', 'interclientMapping', 'InterclientTrustMapping');
  }

  /** The mappings of an app that is opened. */
  ofTarget(appId: string): InterclientMapping[] {
    return this.all().filter(({ targetId }) => targetId === appId);
  }

  /** The mappings of an app that opens others. */
  ofAllowed(appId: string): InterclientMapping[] {
    return this.all().filter(({ allowedId }) => allowedId === appId);
  }

  between(targetId: string, allowedId: string): InterclientMapping | undefined {
    return this.ofTarget(targetId).find((one) => one.allowedId === allowedId);
  }

  forgetApp(appId: string): void {
    for (const one of [...this.ofTarget(appId), ...this.ofAllowed(appId)]) this.delete(one);
  }
}
