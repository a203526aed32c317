// Stands in the functions' bundles for @aws-sdk/credential-provider-node: Lambda gives credentials in the environment and nowhere else, so
// sign-in, profiles, other processes and metadata servers (100 KB) stay out.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
