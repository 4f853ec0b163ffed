/** Ways in which an org fails every check alike. */
export type TroubleKind =
  'unreachable' | 'slow' | 'not-json' | 'unauthorized' | 'forbidden' | 'limited' | 'broken' | 'not-offered';

/** The org, not what is in it, is the matter: told once, however many checks meet it. */
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
