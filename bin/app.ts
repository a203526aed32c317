/** The CDK app: one stack, whose props are the context's (`cdk deploy -c domainName=feeds.example.com …`, or `context` in cdk.json). */
import { App } from 'aws-cdk-lib';
import { FeedPublisherStack } from '../lib/feed-publisher-stack.ts';
import { propsFromContext } from '../lib/props-from-context.ts';

const app = new App();
new FeedPublisherStack(app, 'Linefeed', propsFromContext(app));
