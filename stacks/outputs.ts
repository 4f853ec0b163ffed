import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

/** An output whose value is a secret: Terraform and the CLI keep it off the screen. */
export const secret = (value: string) => ({ value, sensitive: true });

/**
 * Declares one output for each variable that the stack decides in `.env`. The output's name is the variable's
 * in lower case: `okta_client_id` becomes `OKTA_CLIENT_ID`.
 */
export function declareOutputs(
  scope: Construct,
  values: Record<string, string | ReturnType<typeof secret>>,
): void {
  for (const [name, value] of Object.entries(values))
    new TerraformOutput(
      scope,
      `output_${name}`,
      typeof value === 'string' ? { value } : value,
    ).overrideLogicalId(name);
}
