import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { FeedPublisherStack, type FeedPublisherStackProps } from 'linefeed';
import { readConfiguration } from '../../lib/app/configuration.ts';
import { stackProps } from '../../lib/app/stack-props.ts';
import { CONFIG } from '../support/blog.ts';
import { warnings } from './synth.ts';

type Files = Record<string, string>;

async function propsOf(context: TestContext, files: Files, cdkContext: Record<string, unknown> = {}): Promise<FeedPublisherStackProps> {
  const blog = await mkdtemp(join(tmpdir(), 'linefeed-blog-'));
  context.after(() => rm(blog, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(blog, name), text);
  return stackProps(new App({ context: cdkContext }), await readConfiguration(blog));
}

async function deployed(context: TestContext, files: Files) {
  const stack = new FeedPublisherStack(new App(), 'Linefeed', await propsOf(context, files));
  const template = Template.fromStack(stack);
  const feeds = Object.entries(template.findOutputs('*')).filter(([name]) => name.startsWith('Feed'));
  return { template, feeds: feeds.map(([, { Value }]) => Value), warnings: warnings(stack) };
}

const CERTIFICATE = 'arn:aws:acm:us-east-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
const DOMAIN = `aws:\n  domainName: feeds.example.com\n  certificateArn: ${CERTIFICATE}\n`;

const SETTINGS: [string, string, FeedPublisherStackProps][] = [
  ['postsBucket', 'posts', { postsBucketName: 'posts' }],
  ['prefix', 'blog/', { prefix: 'blog/' }],
  ['trigger', 'eventbridge', { trigger: 'eventbridge' }],
  ['hub', 'https://one.example/, https://two.example/', { hub: ['https://one.example/', 'https://two.example/'] }],
  ['region', 'eu-west-1', { env: { region: 'eu-west-1' } }],
  ['domainName', 'feeds.example.com', { domainName: 'feeds.example.com' }],
  ['certificateArn', CERTIFICATE, { certificateArn: CERTIFICATE }],
  ['hostedZone', 'Z1:example.com', { hostedZone: { id: 'Z1', name: 'example.com' } }],
  ['alarmEmail', 'ada@example.com', { alarmEmail: 'ada@example.com' }],
  ['alarms', 'false', { alarms: false }],
  ['dashboard', 'false', { dashboard: false }],
  ['reconcileHours', '1.5', { reconcileEvery: Duration.minutes(90) }],
  ['keepData', 'false', { removalPolicy: RemovalPolicy.DESTROY }],
];

describe('a deployment setting', () => {
  for (const [name, text, props] of SETTINGS) {
    it(`can be in the context and in linefeed.yaml: ${name}`, async (context) => {
      assert.deepEqual(await propsOf(context, {}, { [name]: text }), props);
      const { configured, ...own } = await propsOf(context, { 'linefeed.yaml': `${CONFIG}aws: { ${name}: "${text}" }` });
      assert.deepEqual(own, props);
      assert.equal(configured?.feedLink, 'https://blog.example/');
    });
  }

  it('in the context takes precedence', async (context) => {
    const files = { 'linefeed.yaml': `${CONFIG}aws: { prefix: blog/, alarms: no }` };
    const { prefix, alarms } = await propsOf(context, files, { prefix: 'notes/' });
    assert.deepEqual([prefix, alarms], ['notes/', false]);
  });

  it('that is invalid is rejected with its position, together with all others', async (context) => {
    const wrong = { trigger: 'sqs', hostedZone: 'example.com', alarms: 'maybe', reconcileHours: 'often', keepData: '1' };
    const refused = (files: Files, cdkContext = {}) =>
      propsOf(context, files, cdkContext).then(
        () => 'not refused',
        ({ message }: Error) => message,
      );
    const messages = [
      'context:1:1: trigger: expected s3 or eventbridge or none, got "sqs"',
      'context:1:1: hostedZone: expected its id and name, as Z23ABC4XYZL05B:example.com, got "example.com"',
      'context:1:1: alarms: expected true or false, got "maybe"',
      'context:1:1: reconcileHours: expected a number of hours, got "often"',
      'context:1:1: keepData: expected true or false, got "1"',
    ];
    assert.equal(await refused({}, wrong), messages.join('\n'));
    const cases: [string, RegExp][] = [
      ['aws:\n  domainname: x', /^linefeed\.yaml:5:15: aws\.domainname: no such setting; did you mean domainName\?$/],
      ['aws:\n  alarms: maybe', /^linefeed\.yaml:5:11: aws\.alarms: expected true or false, got "maybe"$/],
      ['aws: yes please', /^linefeed\.yaml:4:6: aws: expected settings of the deployment/],
      ['awss: {}', /^linefeed\.yaml:4:7: awss: no such setting; did you mean aws\?$/],
      ['aws: {', /^linefeed\.yaml:\d+:\d+: not valid YAML/],
    ];
    for (const [line, message] of cases) assert.match(await refused({ 'linefeed.yaml': `${CONFIG}${line}\n` }), message);
    assert.match(await refused({ 'linefeed.yaml': 'aws: {}' }), /^linefeed\.yaml:1:1: link: the address of the blog is missing/);
  });
});

describe('the outputs', () => {
  it('name the feeds as the configuration does; functions read it when it is uploaded', async (context) => {
    const own = `${CONFIG}feedLink: https://feeds.example.com/\nfeeds: { rss: feed.xml, json: false }\n${DOMAIN}`;
    const { feeds, template, warnings } = await deployed(context, { 'linefeed.yaml': own });
    assert.deepEqual(feeds, ['https://feeds.example.com/feed.xml', 'https://feeds.example.com/atom.xml']);
    assert.deepEqual(warnings, []);
    template.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ LINEFEED_SETTINGS: '{}' }) } });
    const jekyll = await deployed(context, { '_config.yml': 'title: Notes\nurl: https://blog.example\nfeed: { path: blog/feed.xml }\n' });
    assert.match(JSON.stringify(jekyll.feeds), /\/blog\/feed\.xml/);
    assert.deepEqual(jekyll.warnings, []);
  });

  it('contain a feedLink line unless the configuration or a domain sets it', async (context) => {
    const lineOf = async (config: string) =>
      Object.keys((await deployed(context, { 'linefeed.yaml': config })).template.findOutputs('Configure'));
    assert.deepEqual(await lineOf(CONFIG), ['Configure']);
    assert.deepEqual(await lineOf(`${CONFIG}feedLink: https://d111111abcdef8.cloudfront.net/\n`), []);
    assert.deepEqual(await lineOf(CONFIG + DOMAIN), []);
  });

  it('come with a warning if feedLink differs from the domain', async (context) => {
    const { warnings } = await deployed(context, { 'linefeed.yaml': CONFIG + DOMAIN });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /say that they are at https:\/\/blog\.example\/; write feedLink: https:\/\/feeds\.example\.com\//);
  });
});
