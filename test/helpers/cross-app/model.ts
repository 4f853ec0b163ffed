import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Message {
  readonly role: string;
  readonly content: string | null;
}

/** What the model is asked. */
export interface Question {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools: readonly { readonly function: { readonly name: string; readonly parameters: object } }[];
}

/** What the model says next: an answer, or the tools that it wants called. */
type Says = string | readonly (readonly [tool: string, input: object])[];

/** A server that plays a model behind OpenAI's chat completions: what it says, `think` decides. */
export async function startModel(think: (question: Question) => Says) {
  const asked: { readonly authorization: string | undefined; readonly question: Question }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const question = JSON.parse(Buffer.concat(parts).toString()) as Question;
      asked.push({ authorization: request.headers.authorization, question });
      const said = think(question);
      const message =
        typeof said === 'string'
          ? { role: 'assistant', content: said }
          : {
              ...{ role: 'assistant', content: null },
              tool_calls: said.map(([name, input], index) => ({
                ...{ id: `call-${index}`, type: 'function' },
                function: { name, arguments: JSON.stringify(input) },
              })),
            };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
