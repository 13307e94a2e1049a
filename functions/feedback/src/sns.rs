//! Messages of an SNS topic, for accounts whose SES events go that way. Anybody can publish to a topic of their own and
//! name it as they like, so a message counts only if it is from *the* topic and SNS has signed it.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use webpki::EndEntityCert;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

/// Fetches what is at an https address.
pub type Fetch = Arc<dyn Fn(String) -> Fetched + Send + Sync>;

/// What comes back.
pub type Fetched = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send>>;

/// The one topic that is listened to.
pub struct Topic {
    arn: String,
    /// Where its region's certificates are: `https://sns.eu-north-1.amazonaws.com/`.
    certificates_at: String,
    fetch: Fetch,
    certificates: Mutex<BTreeMap<String, Vec<u8>>>,
}

/// A message as SNS sends it to a queue, and with other capitals to a function.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[serde(rename = "Type")]
    kind: String,
    message_id: String,
    topic_arn: String,
    #[serde(default)]
    subject: Option<String>,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL", alias = "SigningCertUrl")]
    certificate: String,
}

/// Why a message does not count. Trying it again would not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("it is no notification of SNS")]
    NoNotification,
    #[error("it is from another topic than GLIMT_SNS_TOPIC")]
    OtherTopic,
    #[error("its certificate is not at SNS in the topic's region")]
    ForeignCertificate,
    #[error("its signature is of an unknown version")]
    UnknownVersion,
    #[error("its signature is not SNS's")]
    BadSignature,
}

impl Topic {
    /// Listens to the topic with this ARN.
    ///
    /// # Errors
    /// It is no ARN of a topic.
    pub fn parse(arn: &str, fetch: Fetch) -> Result<Self> {
        let parts: Vec<_> = arn.split(':').collect();
        let expected = "expected a topic's ARN, such as arn:aws:sns:eu-north-1:111122223333:glimt-ses";
        let [_, partition, "sns", region, _, _] = parts[..] else { anyhow::bail!("{expected}") };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(arn.starts_with("arn:") && !region.is_empty() && region.chars().all(plain), "{expected}");
        let domain = if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
        Ok(Self {
            arn: arn.to_owned(),
            certificates_at: format!("https://sns.{region}.{domain}/"),
            fetch,
            certificates: Mutex::default(),
        })
    }

    /// Whether this is SNS's envelope and not EventBridge's.
    pub(crate) fn is_message(event: &Value) -> bool {
        event.get("TopicArn").is_some() && event.get("Message").is_some()
    }

    /// The text that was published, once it is certain by whom. An error is worth another try.
    pub(crate) async fn open(&self, message: Value) -> Result<Result<String, Refused>> {
        let Ok(message) = serde_json::from_value::<Message>(message) else { return Ok(Err(Refused::NoNotification)) };
        if message.kind != "Notification" {
            return Ok(Err(Refused::NoNotification));
        }
        if message.topic_arn != self.arn {
            return Ok(Err(Refused::OtherTopic));
        }
        let algorithm: &dyn SignatureVerificationAlgorithm = match message.signature_version.as_str() {
            "1" => &RsaSha1,
            "2" => RSA_PKCS1_2048_8192_SHA256,
            _ => return Ok(Err(Refused::UnknownVersion)),
        };
        if !self.is_sns(&message.certificate) {
            return Ok(Err(Refused::ForeignCertificate));
        }
        let certificate = self.certificate(&message.certificate).await?;
        let certificate = CertificateDer::from(certificate);
        let signer = EndEntityCert::try_from(&certificate).context("SNS's certificate can't be read")?;
        let Ok(signature) = STANDARD.decode(&message.signature) else { return Ok(Err(Refused::BadSignature)) };
        if signer.verify_signature(algorithm, message.signed().as_bytes(), &signature).is_err() {
            return Ok(Err(Refused::BadSignature));
        }
        Ok(Ok(message.message))
    }

    fn is_sns(&self, url: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
        let file = url.strip_prefix(&self.certificates_at).and_then(|rest| rest.strip_suffix(".pem"));
        file.is_some_and(|file| !file.is_empty() && file.chars().all(plain))
    }

    /// The certificate in DER; fetched once.
    async fn certificate(&self, url: &str) -> Result<Vec<u8>> {
        let kept = || self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(url).cloned() {
            return Ok(known);
        }
        let pem = (self.fetch)(url.to_owned()).await.context("SNS's certificate could not be fetched")?;
        let certificate = CertificateDer::from_pem_slice(&pem).context("SNS's certificate can't be read")?.to_vec();
        kept().insert(url.to_owned(), certificate.clone());
        Ok(certificate)
    }
}

impl Message {
    /// What is under the signature: names and values, a line each, in the names' order.
    fn signed(&self) -> String {
        let Self { message, message_id, subject, timestamp, topic_arn, kind, .. } = self;
        let subject = subject.as_ref().map(|subject| format!("Subject\n{subject}\n")).unwrap_or_default();
        format!(
            "Message\n{message}\nMessageId\n{message_id}\n{subject}Timestamp\n{timestamp}\nTopicArn\n{topic_arn}\nType\n{kind}\n"
        )
    }
}

/// RSA with SHA-1, which SNS signs with unless the topic's `SignatureVersion` is 2, and which `webpki` leaves out.
#[derive(Debug)]
struct RsaSha1;

impl SignatureVerificationAlgorithm for RsaSha1 {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, public_key);
        key.verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    /// Asked for only where a certificate's own signature is checked, which these never are by SHA-1.
    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PKCS1_SHA256
    }
}

#[cfg(test)]
mod tests;
