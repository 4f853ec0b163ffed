import { ExpressionError, parseExpression } from '../../org/expression/expression.ts';
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
