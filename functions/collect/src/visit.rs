//! What a request tells of who is behind it: the evidence that is kept with a click.

use crate::App;
use ::http::header::USER_AGENT;
use bootstrap::http::Request;
use jiff::Timestamp;
use std::net::{IpAddr, SocketAddr};
use survey::click::{Click, Link, Network, Seen, is_robot};

/// A visit through one of the mail's links.
pub(crate) fn click(app: &App, request: &Request, link: Link, at: Timestamp) -> Click {
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let ahead = header("sec-purpose").is_some() || header("purpose").is_some();
    let navigated = header("sec-fetch-mode") == Some("navigate") && !ahead;
    let robot = header(USER_AGENT.as_str()).is_some_and(is_robot);
    Click { link, network: network(app, request, at), seen: Seen { at, navigated, robot } }
}

/// The network that the request came from; without a name, if it is not known.
pub(crate) fn network(app: &App, request: &Request, at: Timestamp) -> Network {
    // From the same machine everybody comes.
    let address = address(request).filter(|address| !address.is_loopback());
    address.map(|address| Network::of(address, at, &app.secrets)).unwrap_or_default()
}

/// Where the request came from: as CloudFront has seen it, if it is in front, else as API Gateway has.
fn address(request: &Request) -> Option<IpAddr> {
    let viewer = request.headers.get("cloudfront-viewer-address").and_then(|value| value.to_str().ok());
    match viewer.and_then(|viewer| viewer.rsplit_once(':')) {
        // An address of IPv6 comes without brackets.
        Some((address, port)) => format!("[{address}]:{port}")
            .parse::<SocketAddr>()
            .map(|viewer| viewer.ip())
            .or_else(|_| address.parse())
            .ok(),
        None => request.request_context.http.source_ip.as_deref()?.parse().ok(),
    }
}
