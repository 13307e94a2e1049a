//! The way between the clients and what answers them, for whoever wants to see what Glimt makes of a bad one.

use std::pin::Pin;
use std::sync::Arc;

/// A request as it is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub to: To,
    /// JSON.
    pub body: Vec<u8>,
}

/// Whom a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// DynamoDB, by the operation's name: `PutItem`.
    Tables(String),
    /// SES, by method and path.
    Mail(String, String),
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// The far end: carries a request out, inline, each time that it is called.
pub type Arrive = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// A reply on its way; `None` is a connection that broke.
pub type Carried = Pin<Box<dyn Future<Output = Option<Reply>> + Send>>;

/// What lies between the clients and the far end. A good network calls `arrive` once and hands back what it says; a bad
/// one never does, or late, or twice, or with another request, or keeps the reply to itself.
pub trait Network: Send + Sync {
    /// Carries a request there and the reply back. The SDK calls it once for each request, and drops what it gets with
    /// whoever waits for the reply.
    fn carry(&self, request: Request, arrive: Arrive) -> Carried;
}
