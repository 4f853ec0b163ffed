import { later, type OrgContext } from '../kernel/context.ts';
import { OktaError, notFound } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { ImportedHash, User, UserStatus } from '../kernel/model.ts';
import { type People, UserOrders, opening } from './user-orders.ts';
import { hashSecret, hasPassword, matchesImportedHash, matchesSecret } from './passwords.ts';
import type { Collection } from '../kernel/records.ts';

/** Policies can look back at thirty passwords, the present one among them. */
const maxHistory = 29;

/** A person's browsers and apps that are remembered. */
const maxDevices = 20;

/** Okta itself keeps the credentials. */
const okta = { type: 'OKTA', name: 'OKTA' } as const;

export interface NewUser {
  readonly profile: User['profile'];
  readonly typeId: string;
  readonly realmId: string;
  readonly status: UserStatus;
  readonly passwordHash?: string | undefined;
  readonly importedPassword?: ImportedHash | undefined;
  readonly importsPassword?: true | undefined;
  readonly recoveryQuestion?: User['recoveryQuestion'] | undefined;
  readonly provider?: User['provider'] | undefined;
}

/** What locks an account, and for how long; 0 attempts: never, 0 minutes: until unlocked manually. */
interface Lockout {
  readonly maxAttempts: number;
  readonly autoUnlockMinutes: number;
}

/** The people of the org. What a profile may hold is checked by the schema before it comes here. */
export class Users {
  readonly #context: OrgContext;
  readonly #users: Collection<User>;
  readonly #byLogin: (login: string) => User[];
  readonly #byEmail: (email: string) => User[];
  readonly #orders: UserOrders;
  readonly #onDelete: ((userId: string) => void)[] = [];
  readonly #onTimedUnlock: ((user: User) => void)[] = [];
  readonly #onStatus: ((user: User) => void)[] = [];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#users = context.records.collection<User>('users');
    this.#byLogin = this.#users.index((user) => user.profile.login.toLowerCase());
    this.#byEmail = this.#users.index((user) => user.profile.email.toLowerCase());
    this.#orders = new UserOrders(this.#users);
  }

  get(id: string): User | undefined {
    const user = this.#users.get(id);
    return user && this.#opened(user);
  }

  /** People in the order of an attribute of their profile, in any case of letters, or in which they were created. */
  inOrder(attribute?: string, sign: 1 | -1 = 1): People {
    const order = this.#orders.of(attribute, sign);
    const opened = (users: Iterable<User>): Iterable<User> => opening(users, (user) => this.#opened(user));
    return {
      after: (id) => opened(order.after(id)),
      startingWith: (text) => opened(order.startingWith(text)),
    };
  }

  /** The users with this login or email address, in full and in lowercase. */
  named(attribute: 'login' | 'email', text: string): User[] {
    const found = attribute === 'login' ? this.#byLogin(text) : this.#byEmail(text);
    return found.map((user) => this.#opened(user));
  }

  /** In the order in which they were created. */
  all(): User[] {
    return this.#users.all().map((user) => this.#opened(user));
  }

  get size(): number {
    return this.#users.size;
  }

  /** Finds a person as Okta's sign-in does: by login, by the part of the login before `@`, or by e-mail. */
  byLogin(name: string): User | undefined {
    const wanted = name.trim().toLowerCase();
    if (wanted === '') return undefined;
    const exact = this.#byLogin(wanted)[0] ?? single(this.#byEmail(wanted));
    if (exact ?? wanted.includes('@')) return exact && this.#opened(exact);
    return single([...this.inOrder('login').startingWith(`${wanted}@`)]);
  }

  /** The person with that login in full, in any case of letters. */
  byExactLogin(login: string): User | undefined {
    const [user] = this.#byLogin(login.toLowerCase());
    return user && this.#opened(user);
  }

  /** @throws OktaError 404 when neither an id nor a login or short name is known */
  require(idOrLogin: string): User {
    const user = this.get(idOrLogin) ?? this.byLogin(idOrLogin);
    if (!user) throw notFound(idOrLogin, 'User');
    return user;
  }

  create(input: NewUser): User {
    const now = this.#context.now();
    return this.#users.put({
      id: newId('user'),
      created: now,
      lastUpdated: now,
      statusChanged: now,
      status: input.status,
      profile: input.profile,
      typeId: input.typeId,
      realmId: input.realmId,
      failedSignIns: 0,
      provider: input.provider ?? okta,
      ...(input.status !== 'STAGED' && { activated: now }),
      ...(input.passwordHash !== undefined && { passwordHash: input.passwordHash }),
      ...(input.importedPassword && { importedPassword: input.importedPassword }),
      ...(input.importsPassword && { importsPassword: true as const }),
      ...(hasPassword(input) && { passwordChanged: now }),
      ...(input.recoveryQuestion && { recoveryQuestion: input.recoveryQuestion }),
    });
  }

  /** Replaces fields of a person; `lastUpdated` follows. */
  update(user: User, changes: Partial<Omit<User, 'id'>>): User {
    return this.#users.put({ ...user, ...changes, lastUpdated: this.#context.now() });
  }

  setPassword(user: User, passwordHash: string, changes: Partial<Omit<User, 'id'>> = {}): User {
    const { importedPassword: _, importsPassword: __, ...rest } = user;
    const { passwordHash: former, passwordHistory = [] } = user;
    return this.update(rest, {
      passwordHash,
      ...(former !== undefined && { passwordHistory: [former, ...passwordHistory].slice(0, maxHistory) }),
      provider: okta,
      passwordChanged: this.#context.now(),
      failedSignIns: 0,
      ...changes,
    });
  }

  /** Moves a person to another status. */
  setStatus(user: User, status: UserStatus, changes: Partial<Omit<User, 'id'>> = {}): User {
    const now = this.#context.now();
    const changed = this.update(user, { status, statusChanged: now, ...changes });
    for (const listener of this.#onStatus) listener(changed);
    return changed;
  }

  /** Deactivates a user: apps, sessions and factors are removed, and the user stays as DEPROVISIONED. */
  deactivate(user: User): User {
    const { passwordHash: _, importedPassword: __, recoveryQuestion: ___, ...rest } = user;
    for (const forget of this.#onDelete) forget(user.id);
    return this.setStatus(rest, 'DEPROVISIONED');
  }

  /** Permanently deletes a user. Okta requires deactivation first. */
  delete(user: User): void {
    for (const forget of this.#onDelete) forget(user.id);
    this.#users.delete(user.id);
  }

  /** Registers what must also be removed when a user is deleted. */
  onDelete(forget: (userId: string) => void): void {
    this.#onDelete.push(forget);
  }

  /** Tells whether it is the person's password; an imported hash that matches is replaced by one of our own. */
  async verifyPassword(user: User, password: string): Promise<boolean> {
    if (user.passwordHash !== undefined) return await matchesSecret(password, user.passwordHash);
    if (!user.importedPassword || !(await matchesImportedHash(password, user.importedPassword))) return false;
    await this.importPassword(user, password);
    return true;
  }

  /** The password that was kept elsewhere until now is the org's own from here on. */
  async importPassword({ id }: User, password: string): Promise<void> {
    const passwordHash = await hashSecret(password);
    this.#context.records.transaction(() => {
      const current = this.get(id);
      if (!current?.importedPassword && !current?.importsPassword) return;
      const { importedPassword: _, importsPassword: __, ...rest } = current;
      this.#users.put({ ...rest, passwordHash, provider: okta });
    });
  }

  /** A sign-in: resets the failure count, and sets `lastLogin`. */
  recordSignIn(userId: string): User {
    return this.#context.records.transaction(() =>
      this.#users.put({ ...this.#recorded(userId), failedSignIns: 0, lastLogin: this.#context.now() }),
    );
  }

  /** Resets the count of wrong codes after a correct code, even if it did not complete a sign-in. */
  forgetFailures(user: User): void {
    if (user.failedSignIns > 0)
      this.#context.records.alone(() => this.#users.put({ ...this.require(user.id), failedSignIns: 0 }));
  }

  /** A failed sign-in: as many in a row as are allowed lock the person out, unless that is 0. */
  recordFailure(userId: string, { maxAttempts, autoUnlockMinutes }: Lockout): User {
    return this.#context.records.alone(() => {
      const user = this.#recorded(userId);
      const failedSignIns = user.failedSignIns + 1;
      const isLast = maxAttempts > 0 && failedSignIns >= maxAttempts;
      if (isLast && (user.status === 'ACTIVE' || user.status === 'PASSWORD_EXPIRED'))
        return this.setStatus(user, 'LOCKED_OUT', {
          failedSignIns,
          statusBefore: user.status,
          ...(autoUnlockMinutes > 0 && { lockedUntil: later(this.#context.now(), autoUnlockMinutes * 60) }),
        });
      return this.#users.put({ ...user, failedSignIns });
    });
  }

  /** A wrong password from a device that the person does not use: too many block such devices, unless that is 0. */
  recordUnknownDevice(userId: string, { maxAttempts, autoUnlockMinutes }: Lockout): User {
    return this.#context.records.alone(() => {
      const user = this.#recorded(userId);
      const isOver = Date.parse(user.unknownDevices?.blockedUntil ?? '') <= this.#context.clock();
      const failures = (isOver ? 0 : (user.unknownDevices?.failures ?? 0)) + 1;
      const isBlocked = maxAttempts > 0 && failures >= maxAttempts;
      const until = isBlocked && autoUnlockMinutes > 0 && later(this.#context.now(), autoUnlockMinutes * 60);
      return this.#users.put({
        ...user,
        unknownDevices: {
          failures,
          ...(isBlocked && { blocked: true }),
          ...(until !== false && { blockedUntil: until }),
        },
      });
    });
  }

  /** The person has signed in with this device; a new one ends the count of wrong passwords from unknown ones. */
  rememberDevice(userId: string, device: string): void {
    const { devices = [], ...user } = this.#recorded(userId);
    if (devices[0] === device) return;
    const { unknownDevices: _, ...forgiven } = user;
    const others = devices.filter((other) => other !== device);
    this.#context.records.transaction(() =>
      this.#users.put({
        ...(others.length < devices.length ? user : forgiven),
        devices: [device, ...others].slice(0, maxDevices),
      }),
    );
  }

  /** Unlocks the account, for unknown devices too; it is otherwise unchanged. */
  unlock({ unknownDevices: _, ...user }: User): User {
    if (user.status !== 'LOCKED_OUT') return this.#users.put(user);
    const { statusBefore = 'ACTIVE', lockedUntil: __, ...rest } = user;
    return this.setStatus(rest, statusBefore, { failedSignIns: 0 });
  }

  /** Registers a listener for users whose status changed. */
  onStatus(listener: (user: User) => void): void {
    this.#onStatus.push(listener);
  }

  /** Registers a listener for accounts that are unlocked automatically. */
  onTimedUnlock(listener: (user: User) => void): void {
    this.#onTimedUnlock.push(listener);
  }

  /** An expired lock has no effect: the account is unlocked when it is next read. */
  #opened(user: User): User {
    const { status, lockedUntil } = user;
    if (status !== 'LOCKED_OUT' || lockedUntil === undefined) return user;
    if (Date.parse(lockedUntil) > this.#context.clock()) return user;
    return this.#context.records.transaction(() => {
      const opened = this.unlock(user);
      for (const listener of this.#onTimedUnlock) listener(opened);
      return opened;
    });
  }

  #recorded(userId: string): User {
    const user = this.get(userId);
    if (!user) throw new OktaError(401, 'E0000004', 'Authentication failed');
    return user;
  }
}

const single = (users: User[]): User | undefined => (users.length === 1 ? users[0] : undefined);
