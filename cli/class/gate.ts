import type { IncomingMessage, ServerResponse } from 'node:http';
import type Koa from 'koa';
import type { Certificate } from '../../shared/both-protocols.ts';
import { cookiesOfPort } from '../../shared/cookies-of-port.ts';
import { UserError } from '../errors.ts';
import { isRefusedAt } from '../port.ts';
import { AppServer } from '../run/app-server.ts';
import type { Places } from './places.ts';
import type { Room } from './room.ts';

/** Where a class listens: on one port, where host names identify the seats, and on each seat's own ports. */
export class Gate {
  readonly #main: AppServer;
  readonly #own: AppServer[] = [];

  private constructor(main: AppServer) {
    this.#main = main;
  }

  /** Opens the port of the class. @throws the error of `listen`, such as `EADDRINUSE` */
  static async listen(port: number, host: string, certificate?: Certificate): Promise<Gate> {
    return new Gate(await AppServer.listen(port, host, certificate));
  }

  get port(): number {
    return this.#main.port;
  }

  /** Opens the ports of the seats. @throws UserError if one of them is taken */
  async listenForSeats({ ports }: Places, host: string, certificate?: Certificate): Promise<void> {
    for (const { port } of ports)
      this.#own.push(
        await AppServer.listen(port, host, certificate).catch((error: unknown) => {
          if (!isRefusedAt(error, port)) throw error;
          const last = ports.at(-1)?.port ?? port;
          throw new UserError(
            `Port ${port} is in use, and the seats need ${this.port} to ${last}.`,
            'Choose another range with --port.',
            { code: 'port_taken', cause: error },
          );
        }),
      );
  }

  /** Lets requests in: to the seat that they are for, or to the pages of the class. */
  open(room: Room, site: Koa): void {
    const { places } = room;
    const answer = site.callback();
    this.#main.answer((request, response) => {
      const meant = places.read(request.headers.host ?? '');
      if (!meant) void answer(request, response);
      else pass(room, meant, request, response);
    });
    for (const [index, server] of this.#own.entries()) {
      const meant = places.ports[index];
      if (!meant) continue;
      // An org and what surrounds it do so themselves.
      const nameCookies = ['org', 'outside'].includes(meant.part)
        ? () => undefined
        : cookiesOfPort(places.of(meant.seat, meant.part).url);
      server.answer((request, response) => {
        nameCookies(request, response);
        pass(room, meant, request, response);
      });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#main, ...this.#own].map((server) => server.close()));
  }
}

type Meant = NonNullable<ReturnType<Places['read']>>;

function pass(
  room: Room,
  { seat: number, part }: Meant,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const seat = room.seat(number);
  if (seat) seat.receive(part, request, response);
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('This class has no such seat.\n');
}
