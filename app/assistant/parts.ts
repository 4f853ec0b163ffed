/** What commands need of the assistant, with MCP's client. */
export { CrossAppRefusal, crossAppTokens } from './cross-app.ts';
export { newMemory } from './memory.ts';
export { Reach } from './reach.ts';
export { scripted } from './scripted.ts';
