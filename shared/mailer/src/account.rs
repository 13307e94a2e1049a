//! What the account may send: SES's `GetAccount`.

use crate::ses::Mailer;
use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::get_account::GetAccountError;
use aws_sdk_sesv2::types::PricingPlan;

/// What SES grants the account in this region at this moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    /// Whether SES takes mail at all.
    pub sends: bool,
    pub standing: Standing,
    /// Only to verified addresses: SES's sandbox.
    pub sandbox: bool,
    /// Mails a second.
    pub per_second: f64,
    /// How many mails are left of the last 24 hours' quota; `None` where there is none.
    pub left: Option<u64>,
    /// By which plan SES bills; `None` where it does not say.
    pub plan: Option<Plan>,
}

/// By which plan SES bills the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// By the mail: SES's `NONE`.
    ALaCarte,
    /// What new accounts begin with: more for a mail.
    Essentials,
    /// A larger plan, which somebody has chosen.
    Larger,
}

/// What SES thinks of the account's bounces and complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Healthy,
    /// SES watches it, and may pause it.
    UnderReview,
    /// SES has paused it.
    ShutDown,
}

/// The account could not be read. What may be sent is then not known.
#[derive(Debug, thiserror::Error)]
#[error("SES did not tell what the account may send ({code})")]
pub struct AccountError {
    /// SES's word for it, or what happened to the call.
    pub code: String,
    source: Box<SdkError<GetAccountError, HttpResponse>>,
}

impl AccountError {
    /// Whether asking again could help.
    pub fn is_transient(&self) -> bool {
        match self.source.as_ref() {
            SdkError::ServiceError(reply) => {
                reply.err().is_too_many_requests_exception() || reply.raw().status().is_server_error()
            }
            SdkError::ConstructionFailure(_) => false,
            _ => true,
        }
    }
}

impl Mailer {
    /// Asks SES what the account may send now. SES answers this once a second per account.
    pub async fn account(&self) -> Result<Account, AccountError> {
        let told = self.client.get_account().send().await.map_err(|error| AccountError {
            code: error.code().unwrap_or("NoAnswer").to_owned(),
            source: Box::new(error),
        })?;
        let quota = told.send_quota();
        let per_day = quota.map_or(-1.0, |quota| quota.max24_hour_send());
        let sent = quota.map_or(0.0, |quota| quota.sent_last24_hours());
        Ok(Account {
            sends: told.sending_enabled(),
            standing: match told.enforcement_status() {
                Some("SHUTDOWN") => Standing::ShutDown,
                Some("PROBATION") => Standing::UnderReview,
                _ => Standing::Healthy,
            },
            sandbox: !told.production_access_enabled(),
            per_second: quota.map_or(1.0, |quota| quota.max_send_rate()),
            // -1 means that there is no quota. A float becomes an integer by saturating.
            left: (per_day >= 0.0).then(|| (per_day - sent).max(0.0) as u64),
            plan: told.pricing_attributes().and_then(|told| told.current_plan()).map(|plan| match plan {
                PricingPlan::None => Plan::ALaCarte,
                PricingPlan::Essentials => Plan::Essentials,
                _ => Plan::Larger,
            }),
        })
    }
}
