/**
 * Synthesizes the demo org to Terraform JSON.
 *
 *   node dist/stacks/main.js FILE   writes the stack alone into FILE (the build does this)
 *   node dist/stacks/main.js        writes what `cdktf` expects into $CDKTF_OUTDIR (default cdktf.out)
 */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { App } from 'cdktf';
import { DemoOrg } from './demo-org.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  const app = new App();
  new DemoOrg(app, 'demo-org');
  app.synth();
} else {
  const stack = new DemoOrg(new App({ outdir: dirname(file) }), 'demo-org');
  stack.prepareStack();
  writeFileSync(file, `${JSON.stringify(stack.toTerraform(), null, 2)}\n`);
}
