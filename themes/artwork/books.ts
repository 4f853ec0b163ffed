import type { Picture } from './picture.ts'; export const books: readonly Picture[] = [];
