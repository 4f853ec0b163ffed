/** A form was sent to an address that is another today: what was sent is not passed on. RFC 9110, section 15.5.11. */
export class AddressMoved extends Error {
  override readonly name = 'AddressMoved';
  readonly status = 410;
  /** Path of the page that does the same today. */
  readonly to: string;
  constructor(to: string) {
    super(`The address is ${to} today.`);
    this.to = to;
  }
}
