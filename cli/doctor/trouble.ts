/** Problems of an org that affect all checks. */
export type TroubleKind =
  'unreachable' | 'slow' | 'not-json' | 'unauthorized' | 'forbidden' | 'limited' | 'broken' | 'not-offered';

/** A problem of the org itself, not its content: reported once, however many checks encounter it. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly kind: TroubleKind;
  /** Host and path of the request. */
  readonly asked: string;

  constructor(kind: TroubleKind, asked: string, said: string, options?: ErrorOptions) {
    super(said, options);
    this.kind = kind;
    this.asked = asked;
  }
}
