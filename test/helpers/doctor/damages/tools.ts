import { merge } from '../../../../cli/provision/value.ts';
import type { Fields } from '../../../../cli/provision/value.ts';
import type { Environment, Patient } from '../../doctor.ts';

type Undo = () => Promise<unknown>;

/** One thing that is broken, and what the doctor says of it. */
export interface Row {
  id: string;
  what: string;
  /** Breaks one thing; gives the way back and what the shop's environment says otherwise. */
  damage: () => Promise<Undo | { env: Environment; undo?: Undo }>;
  /** What the complaint must name, and what its remedy must say. */
  says: RegExp;
  remedy: RegExp;
  /** `--fix` fixes it; 'offered': it would, by creating what is only renamed here. */
  fixed?: true | 'offered';
}

/** What the rows break. */
export interface Sick {
  readonly patient: Patient;
  /** The administrator of the shop, who has one factor. */
  readonly linusId: string;
  /** Where the package is, instead of its real place. */
  readonly place: { root: string | undefined };
}

/** The policy of the shop’s authorization server that people sign in by. */
export const people = 'Okta Multidemo people';

/** What breaks things, and gives the way back. */
export function toolsFor(of: Sick) {
  /** A factor that is active at once: an answer to a question would not do, so a phone for text messages. */
  const enroll = (userId: string) =>
    of.patient.api.post(`/api/v1/users/${userId}/factors?activate=true&updatePhone=true`, {
      factorType: 'sms',
      provider: 'OKTA',
      profile: { phoneNumber: '+14155550123' },
    });

  const env = (name: string) => of.patient.demo.environment[name]!;
  const web = () => `/api/v1/apps/${env('OKTA_CLIENT_ID')}`;
  const tv = () => `/api/v1/apps/${env('OKTA_TV_CLIENT_ID')}`;
  const server = () => `/api/v1/authorizationServers/${env('OKTA_ISSUER').split('/').at(-1)!}`;
  const named = (items: Fields[], name: string) => items.find((item) => item.name === name)!;

  /** Replaces an object with a changed copy; returns a function that restores it. */
  async function change(path: string, by: (present: Fields) => Fields): Promise<Undo> {
    const before = (await of.patient.api.read(path))!;
    await of.patient.api.put(path, by(before));
    return () => of.patient.api.put(path, before);
  }
  const changeClient = (settings: Fields) =>
    change(web(), (app) => merge(app, { settings: { oauthClient: settings } }));
  const policyNamed = async (name: string) => {
    const policy = named(await of.patient.api.list(`${server()}/policies`), name);
    return `${server()}/policies/${policy.id as string}`;
  };
  const ruleNamed = async (policy: string, name: string) => {
    const path = await policyNamed(policy);
    return `${path}/rules/${named(await of.patient.api.list(`${path}/rules`), name).id as string}`;
  };
  const reactivate = async (path: string): Promise<Undo> => {
    await of.patient.api.post(`${path}/lifecycle/deactivate`);
    return () => of.patient.api.post(`${path}/lifecycle/activate`);
  };
  return { named, enroll, env, server, reactivate, change, changeClient, policyNamed, ruleNamed, tv, web };
}
export type Tools = ReturnType<typeof toolsFor>;
