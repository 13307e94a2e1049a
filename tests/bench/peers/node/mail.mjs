// SES, called once per message.
import { GetAccountCommand, SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";

// Never tried again by itself: a lost reply may hide a mail that was sent.
const ses = new SESv2Client({ maxAttempts: 1, requestHandler: { requestTimeout: 10_000 } });
export const account = () => ses.send(new GetAccountCommand({}));
const utf8 = (Data) => ({ Data, Charset: "UTF-8" });
const pairs = (values) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

export async function send({ from, to, replyTo, subject, html, text, headers, tags }) {
  const sent = await ses.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      ReplyToAddresses: replyTo ? [replyTo] : undefined,
      Content: { Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) }, Headers: pairs(headers) } },
      EmailTags: pairs(tags),
      ConfigurationSetName: process.env.GLIMT_CONFIGURATION_SET,
    }),
  );
  return sent.MessageId;
}

/** What an error from SES proves: not sent and may be later, refused for good, or nothing. */
export function proof(error) {
  const status = error.$metadata?.httpStatusCode;
  if (status === 429 || /Throttl|TooMany|LimitExceeded|Quota|SendingPaused|AccountSuspended/.test(error.name)) return "not_sent";
  return status >= 400 && status < 500 ? "refused" : "unknown";
}
