import { z } from 'zod';
import { ExpressionError, parseExpression } from '../../org/expression/expression.ts';
import { javaPattern } from '../../org/expression/java-pattern.ts';
import { invalid } from '../../org/kernel/errors.ts';

/** @throws OktaError 400 when Okta's expression language has no such sentence */
export function checkExpression(field: string, value: string): void {
  try {
    parseExpression(value);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw invalid(field, [`${field}: Invalid expression: ${error.message}`]);
  }
}

/** What is said of a text that is no regular expression of Java. */
export const invalidPattern = 'The regular expression is invalid.';

export const isPattern = (text: string): boolean => javaPattern(text) !== undefined;

/** @throws OktaError 400 when it is no regular expression */
export function checkPattern(field: string, value: string): void {
  if (!isPattern(value)) throw invalid(field, [`${field}: ${invalidPattern}`]);
}

/** A regular expression in a body. */
export const pattern = (maximum: number): z.ZodString =>
  z.string().max(maximum).refine(isPattern, invalidPattern);
