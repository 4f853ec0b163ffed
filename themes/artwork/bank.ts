import type { Picture } from './picture.ts'; export const bank: readonly Picture[] = [];
