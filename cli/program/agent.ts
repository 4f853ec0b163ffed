import type { Command } from 'commander';
import type {
  AgentAskOptions,
  AgentCreateOptions,
  AgentOptions,
  AgentTokenOptions,
} from '../commands/agent.ts';
import type { Io } from '../io.ts';
import { json, parseList } from './values.ts';

/** Commands around an AI agent that uses the shop for a person. */
export function declareAgent(program: Command, io: Io): void {
  const commands = () => import('../commands/agent.ts');
  const group = program.command('agent').description('let an AI agent use the shop’s MCP server for a user');
  const declare = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .option('--name <name>', 'name of the agent (default: the assistant)')
      .option(...json);
  declare('create', 'register the agent in the org, or change what it may do')
    .option('--allow <scopes>', 'scopes that its connection allows', parseList, ['products:read'])
    .action(async (options: AgentCreateOptions) => (await commands()).createAgent(options, io))
    .addHelpText(
      'after',
      '\nExamples:\n  multidemo agent create\n  multidemo agent create --allow products:read,orders:create',
    );
  declare('token', 'get a token that lets the agent act for a user, without a browser')
    .option('--as <login>', 'demo account, or any user if MULTIDEMO_PASSWORD is set', 'ada')
    .option('--scope <scopes>', 'scopes to request', parseList, ['products:read'])
    .action(async (options: AgentTokenOptions) => (await commands()).agentToken(options, io));
  declare('ask', 'ask the agent in a sentence; a script responds, not a model')
    .argument('<sentence>', 'such as "What do you sell?" or "Order 2 × Pour-Over Set"')
    .option('--as <login>', 'demo account, or any user if MULTIDEMO_PASSWORD is set', 'ada')
    .action(async (sentence: string, options: AgentAskOptions) =>
      (await commands()).askAgent(sentence, options, io),
    );
  declare('stop', 'deactivate the agent and revoke its tokens').action(async (options: AgentOptions) =>
    (await commands()).setAgent(false, options, io),
  );
  declare('start', 'activate the agent again').action(async (options: AgentOptions) =>
    (await commands()).setAgent(true, options, io),
  );
  declare('remove', 'remove the agent, its app and its access policy').action(async (options: AgentOptions) =>
    (await commands()).deleteAgent(options, io),
  );
}
