/** The CDK app. See docs/deploy.md. */
import { App } from 'aws-cdk-lib';
import { readConfiguration } from '../lib/app/configuration.ts';
import { stackProps } from '../lib/app/stack-props.ts';
import { FeedPublisherStack } from '../lib/feed-publisher-stack.ts';

async function main(): Promise<void> {
  const app = new App();
  const configuration = await readConfiguration(app.node.tryGetContext('blog') ?? '.');
  new FeedPublisherStack(app, 'Linefeed', stackProps(app, configuration));
}

void main();
