//! What the end-to-end tests share.

pub mod axe;
pub mod bill;
pub mod binaries;
pub mod browser;
pub mod bulk;
pub mod cloud;
pub mod deployed;
pub mod events;
pub mod lambda;
pub mod policies;
pub mod process;
pub mod shop;
pub mod simulator;
pub mod stream;
pub mod throttle;
pub mod zoo;
