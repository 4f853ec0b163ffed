import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';

/** A certificate and its key, PEM. */
export type Certificate = Pick<TlsOptions, 'cert' | 'key'>;

/** The first byte of every TLS connection: a handshake record (RFC 8446, section 5.1). */
const handshake = 22;

/**
 * Lets an HTTP server speak https as well, on the same port: browsers use the certificate's names, and programs of this
 * machine that do not know the authority keep using http.
 */
export function speakBoth(server: Server, certificate: Certificate): void {
  const plain = server.listeners('connection') as ((socket: Socket) => void)[];
  const receive = (socket: Socket): void => {
    for (const listener of plain) listener.call(server, socket);
  };
  // Connections without a request yet, which are in no list of the server's: it would wait for them at its end.
  const silent = new Map<string, Socket>();
  const secure = createServer({ ...certificate, ALPNProtocols: ['http/1.1'] });
  secure.on('secureConnection', (socket) => {
    silent.delete(keyOf(socket));
    receive(socket);
  });
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  server.removeAllListeners('connection');
  const close = server.close.bind(server);
  server.close = (done) => {
    for (const socket of silent.values()) socket.destroy();
    return close(done);
  };
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    silent.set(key, socket);
    socket.once('close', () => silent.delete(key));
    const look = (): void => {
      const [first] = (socket.read(1) as Buffer | null) ?? [];
      if (first === undefined) {
        socket.once('readable', look);
        return;
      }
      socket.unshift(Buffer.of(first));
      socket.off('error', ignore);
      if (first === handshake) secure.emit('connection', socket);
      else {
        silent.delete(key);
        receive(socket);
      }
    };
    socket.on('error', ignore);
    look();
  });
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/** A client that hangs up before it has said anything. */
const ignore = (): void => undefined;
