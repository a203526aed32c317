/** Claims of the documents about the deployment: their TypeScript compiles, and their list of permissions is complete. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { App, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FeedPublisherStack, type FeedPublisherStackProps } from 'linefeed';

const DOCUMENTS = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

const AROUND = `
import { Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { type BehaviorOptions, Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { ApiDestination, Authorization, Connection, EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { FeedPublisher } from 'linefeed';
declare const role: Role;
declare const defaultBehavior: BehaviorOptions;
`;

function snippetsOf(document: string): string[] {
  const text = readFileSync(document, 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code.replace(/^import .* from 'linefeed';\n/gm, ''));
  const inline = [...text.matchAll(/`([^`\n]*\bas CfnFunction\b[^`\n]*)`/g)].map(([, code]) => code ?? '');
  return [
    ...blocks,
    ...inline.map((code) => `const [feeds, publisher] = [{} as FeedPublisher, {} as FeedPublisher];\nvoid feeds, publisher;\n${code};`),
  ];
}

const inStack = (code: string, index: number): string => `class Snippet${index} extends Stack {\n  make(this: Stack) {\n${code}\n  }\n}\n`;

async function compile(snippets: string[]): Promise<string> {
  // Within the package, so that `linefeed` resolves to it.
  const folder = await mkdtemp('build/snippets-');
  try {
    await writeFile(join(folder, 'snippets.mts'), AROUND + snippets.map(inStack).join(''));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--module', 'nodenext', '--target', 'es2023'];
    const command = [...options, join(folder, 'snippets.mts')];
    const ended = await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', ...command]).catch((error) => error);
    return ended.stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('TypeScript in the documents', () => {
  const snippets = DOCUMENTS.flatMap(snippetsOf);

  it('compiles unchanged', async () => {
    assert.ok(snippets.length >= 8, `${snippets.length} snippets`);
    assert.equal(await compile(snippets), '');
  });

  it('would not compile with an unknown prop', async () => {
    assert.match(await compile(["new FeedPublisher(this, 'Feeds', { alarmTopics: [] });"]), /'alarmTopics' does not exist/);
  });
});

describe('the permissions for the deployment', () => {
  const EVERYTHING: FeedPublisherStackProps[] = [
    {},
    { postsBucketName: 'posts', alarmEmail: 'ada@example.com', removalPolicy: RemovalPolicy.DESTROY },
    { env: { region: 'us-east-1' }, domainName: 'feeds.example.com', hostedZone: { id: 'Z1', name: 'example.com' } },
  ];

  it('list exactly the resource types of all templates', () => {
    const templates = EVERYTHING.map((props) => Template.fromStack(new FeedPublisherStack(new App(), 'Linefeed', props)).toJSON());
    const made = templates.flatMap(({ Resources }) => Object.values(Resources as Record<string, { Type: string }>).map(({ Type }) => Type));
    const [, section = ''] = /## Permissions for the deployment\n(.*?)\n## /s.exec(readFileSync('docs/deploy.md', 'utf8')) ?? [];
    const named = [...section.matchAll(/`((?:AWS|Custom)::[\w:]+)`/g)].map(([, type]) => type);
    assert.deepEqual(named.sort(), [...new Set(made)].sort());
  });
});
