export { createAssistant } from '../assistant/index.ts';
export { createFulfilment } from '../fulfilment/index.ts';
export { createSampleApp } from '../sample-app/index.ts';
