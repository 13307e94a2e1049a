//! `glimt redrive`: what was given up is sent to its function again.

use anyhow::{Context, Result, bail};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use bootstrap::Aws;

/// Which dead-letter queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Queue {
    /// Events that `trigger` could not file
    Events,
    /// What SES said, and `feedback` could not note
    Feedback,
}

impl Queue {
    /// The template's names of the dead-letter queue, and of the one before the function.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::Events => ["DeadEvents", "Events"],
            // SES's words have waited long enough: not the queue that holds them back.
            Self::Feedback => ["DeadFeedback", "Returned"],
        }
    }
}

/// What is sent again, and where it lies.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    pub queue: Queue,
    /// The stack's name
    #[arg(long, default_value = "glimt")]
    pub stack: String,
}

/// Starts to move the messages; says how many there are.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let client = Client::new(Aws::of_operator().await.config());
    let [dead, live] = wanted.queue.names();
    let (from, n) = queue(&client, &wanted.stack, dead).await?;
    let (to, _) = queue(&client, &wanted.stack, live).await?;
    if n == 0 {
        return Ok(format!("nothing lies in {dead}"));
    }
    let moved = client.start_message_move_task().source_arn(from).destination_arn(to).send().await;
    moved.with_context(|| format!("the messages of {dead} are not moved"))?;
    Ok(format!("about {n} messages go from {dead} to {live}; what fails again comes back, with the log saying why"))
}

/// A queue's ARN, and about how many messages lie in it. CloudFormation names it `STACK-Name-RANDOM`.
async fn queue(client: &Client, stack: &str, name: &str) -> Result<(String, u64)> {
    let prefix = format!("{stack}-{name}-");
    let found =
        client.list_queues().queue_name_prefix(&prefix).send().await.context("the queues could not be listed")?;
    let [url] = found.queue_urls() else {
        bail!("{} queues are called {prefix}…; say with --stack how the stack is called", found.queue_urls().len());
    };
    let wanted = [QueueAttributeName::QueueArn, QueueAttributeName::ApproximateNumberOfMessages];
    let told = client.get_queue_attributes().queue_url(url).set_attribute_names(Some(wanted.to_vec())).send().await;
    let told = told.with_context(|| format!("{name} could not be looked at"))?;
    let attributes = told.attributes().context("the queue has no attributes")?;
    let attribute = |name| attributes.get(&name).cloned().unwrap_or_default();
    let n = attribute(QueueAttributeName::ApproximateNumberOfMessages).parse().unwrap_or_default();
    Ok((attribute(QueueAttributeName::QueueArn), n))
}
