// Replaces @aws-sdk/credential-provider-node in the functions: Lambda passes credentials in the environment only, so this saves
// 100 KB of profiles, sign-in and metadata services.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
