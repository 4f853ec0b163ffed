import type { Picture } from './picture.ts'; export const stock: readonly Picture[] = [];
