/** By lower-case name: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export type Headers = Record<string, { value: string }>;
