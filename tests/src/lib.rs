//! What the end-to-end tests share.

pub mod axe;
pub mod binaries;
pub mod bill;
pub mod browser;
pub mod cloud;
pub mod lambda;
pub mod process;
pub mod shop;
pub mod throttle;
