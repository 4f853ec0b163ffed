import { findTerraform } from '../../../cli/provision/terraform/binary.ts';

const remedy =
  'Neither Terraform 1.5 nor OpenTofu 1.6 or newer was found. Install one: https://developer.hashicorp.com/terraform/install, `brew install terraform` or `brew install opentofu`.';

/**
 * For `describe.skipIf`: true without Terraform. The name of the suite should be `withTerraform(...)`, so that a skipped one
 * says what is missing. With MULTIDEMO_FAIL_ON_SKIP=1 (continuous integration) a missing Terraform fails instead.
 */
export const noTerraform = await findTerraform(process.env).then(
  () => false,
  () => {
    if (process.env['MULTIDEMO_FAIL_ON_SKIP'] === '1') throw new Error(remedy);
    return true;
  },
);

export const withTerraform = (name: string): string => (noTerraform ? `${name} (skipped: ${remedy})` : name);
