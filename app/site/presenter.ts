/** What the presenter bar offers on the sandbox org. Against any other org there are no passwords to know, and no people. */
export interface Presenter {
  readonly people: readonly {
    readonly firstName: string;
    readonly kind: string;
    readonly login: string;
    readonly password: string;
  }[];
  /** Where the phone and the mailbox of the sandbox's people are. */
  readonly outside: string;
  /** Whether the bar is there before anyone has asked for it by its key. */
  readonly isOn: boolean;
}
