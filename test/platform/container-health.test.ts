import { expect, it } from 'vitest';
import { addressOf } from '../../tools/container-health.js';

const main = (...args: string[]) => ['node', '/app/node_modules/.bin/multidemo', ...args];

it.each([
  { args: ['serve', '--host', '0.0.0.0'], address: 'http://localhost:5000/status' },
  { args: ['serve', '--port', '8080', '--org-port', '8081'], address: 'http://localhost:8080/status' },
  { args: ['serve', '--port=8080'], address: 'http://localhost:8080/status' },
  { args: ['serve', '--https'], address: 'https://localhost:5000/status' },
  { args: ['sandbox', '--in-memory'], address: 'http://localhost:5001/.well-known/okta-organization' },
  { args: ['sandbox', '-p', '80'], address: 'http://localhost:80/.well-known/okta-organization' },
])('the container’s health check of $args asks $address', ({ args, address }) => {
  expect(addressOf(main(...args))).toBe(address);
});

it('knows the port of the environment, and the process that Docker starts with --init', () => {
  expect(addressOf(main('serve'), { PORT: '7000' })).toBe('http://localhost:7000/status');
  expect(addressOf(['/sbin/docker-init', '--', 'multidemo', 'sandbox'])).toContain(':5001/');
});
