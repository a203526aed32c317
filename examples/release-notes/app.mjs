// A team whose CI drops release notes into a bucket. The workflow (docs/recipes.md) uploads as a role that GitHub's tokens may take; alarms go
// to the team by e-mail. The feeds hold titles and summaries.
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { OpenIdConnectPrincipal, OpenIdConnectProvider, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { FeedPublisher } from 'linefeed';

export class ReleaseNotesStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);

    const team = new Topic(this, 'Team', { enforceSSL: true });
    team.addSubscription(new EmailSubscription('team@example.com'));

    const feeds = new FeedPublisher(this, 'Feeds', {
      prefix: 'releases/',
      feeds: { rss: 'releases.xml', atom: false },
      alarmTopic: team,
      reconcileEvery: Duration.hours(6),
    });

    // An account has one provider for GitHub; if yours has it, take it by its ARN.
    const github = OpenIdConnectProvider.fromOpenIdConnectProviderArn(this, 'GitHub', `arn:${this.partition}:iam::${this.account}:oidc-provider/${HOST}`);
    const uploader = new Role(this, 'Uploader', {
      description: 'Taken by the workflow of the main branch, and by no other',
      assumedBy: new OpenIdConnectPrincipal(github, {
        StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [`${HOST}:sub`]: 'repo:example/product:ref:refs/heads/main' },
      }),
    });
    feeds.grantUpload(uploader);

    new CfnOutput(this, 'UploadRole', { value: uploader.roleArn });
    new CfnOutput(this, 'Feed', { value: feeds.feedUrls[0] });
  }
}

const HOST = 'token.actions.githubusercontent.com';

new ReleaseNotesStack(new App(), 'ReleaseNotes');
