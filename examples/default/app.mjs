// The whole of it: a bucket for posts, feeds behind CloudFront, alarms and a dashboard.
import { App, Stack } from 'aws-cdk-lib';
import { FeedPublisher } from 'linefeed';

const app = new App();
new FeedPublisher(new Stack(app, 'Feeds'), 'Feeds');
