/** A form was sent to an old address; its content is not forwarded. RFC 9110, section 15.5.11. */
export class AddressMoved extends Error {
  override readonly name = 'AddressMoved';
  readonly status = 410;
  /** Path of the current page for it. */
  readonly to: string;
  constructor(to: string) {
    super(`The address is now ${to}.`);
    this.to = to;
  }
}
